"""Tables of the service, made by `make schemas`: its API model and its images."""
