"""What may be written: keys and their schemas, references, conditions, carriers."""
