"""Everything that talks to AWS; nothing else imports boto3."""
