"""Job requests as calls of the SDK v3 classes that data scientists know, where these can say them.

Each kind is a table: where a value lies in the request, the argument that says it, and the
values that the argument passes on unchanged. A request with anything else is left to
`RequestStep`. What the classes do is measured: the tests hold every table against `sagemaker`.
"""
