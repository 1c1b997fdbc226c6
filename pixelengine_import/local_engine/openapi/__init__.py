"""The API described for machines (OpenAPI 3.1) and for people, made on demand.

``bodies`` holds what requests look like, ``answers`` what comes back, ``operations``
the endpoints; ``document`` puts them together and ``page`` shows the document.
"""
