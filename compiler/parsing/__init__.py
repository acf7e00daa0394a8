"""Trees to pipelines, contracts and projects."""
