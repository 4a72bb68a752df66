"""Ed25519 (RFC 8032): 32 bytes a private key, 32 its public one, 64 a signature.

Who signs or checks first loads the library: it is 6 MB of a process, and most never do.
"""


def new_private() -> bytes:
    """The 32 bytes of a new private key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The 32 public bytes. ValueError where the private ones are not 32."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def signed(private: bytes, message: bytes) -> bytes:
    """The 64 bytes of the signature. ValueError where the key has not 32."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


def holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key signed the message. ValueError where this is no public key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key = Ed25519PublicKey.from_public_bytes(public)
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
