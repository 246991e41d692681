"""Certificates for servers of the tests, each signed by an authority made for it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Certificate:
    """The files of a server's certificate and key, and of the authority behind it."""

    chain: Path
    key: Path
    authority: Path


def certificate(folder: Path, *names: str, days: int = 30) -> Certificate:
    """Make a certificate for names and addresses; with days before 0 it is over."""
    folder.mkdir(parents=True, exist_ok=True)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = signed(
        "Tests", authority_key, "Tests", authority_key, [], days=365, is_authority=True
    )
    key = ec.generate_private_key(ec.SECP256R1())
    own = signed("Server", key, "Tests", authority_key, names, days=days)
    made = Certificate(folder / "chain.pem", folder / "key.pem", folder / "ca.pem")
    pem = serialization.Encoding.PEM
    made.chain.write_bytes(own.public_bytes(pem))
    made.authority.write_bytes(authority.public_bytes(pem))
    made.key.write_bytes(
        key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return made


def signed(
    subject, subject_key, issuer, issuer_key, names, *, days, is_authority=False
) -> x509.Certificate:
    """Return a certificate that an issuer signs for a subject."""
    now = datetime.now(UTC)
    until = now + days * DAY
    builder = (
        x509.CertificateBuilder()
        .subject_name(called(subject))
        .issuer_name(called(issuer))
        .public_key(subject_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(now, until) - DAY)
        .not_valid_after(until)
        .add_extension(
            x509.BasicConstraints(ca=is_authority, path_length=None), critical=True
        )
    )
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([meant(name) for name in names]),
            critical=False,
        )
    return builder.sign(issuer_key, hashes.SHA256())


def called(name: str) -> x509.Name:
    """Return a name as certificates write it."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def meant(name: str) -> x509.GeneralName:
    """Return an address or a name of a host."""
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
