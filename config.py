"""Settings, read from the environment and an optional `.env` file, checked before anything starts.

Every setting is `INNOVFEST_<NAME>`; a wrong value stops the start with a sentence that names it. The README
lists them all, and a test keeps that list true.
"""

import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """What an operator may set; each field's description is its documentation."""

    model_config = SettingsConfigDict(env_prefix="INNOVFEST_", env_file=ROOT / ".env", extra="ignore")

    instance_path: Path = Field(ROOT / "instance", description="Folder for the database and the secret key.")
    database_url: str = Field(
        "", description="SQLAlchemy address; empty means SQLite in the instance folder."
    )
    secret_key: str = Field("", description="Signs cookies and links; empty means a file, made once.")
    base_url: str = Field(
        "http://127.0.0.1:8000", description="Address of the site as people type it; every link uses it."
    )
    trusted_hosts: str = Field("", description="Further host names to answer to, separated by commas.")
    proxies: int = Field(0, ge=0, le=5, description="Reverse proxies in front whose forwarding is believed.")
    mail_url: str = Field(
        "mailbox:",
        description="`smtp://user:password@host:587`, `smtps://…`, or `mailbox:` to keep mail for reading.",
    )
    mail_sender: str = Field("innovfest@example.org", description="Address that mail comes from.")
    dkim_selectors: str = Field(
        "", description="Names of the sender's DKIM keys, separated by commas, for the check of the sender."
    )
    mail_per_minute: int = Field(30, ge=1, le=10_000, description="Mails handed to the provider in a minute.")
    mails_per_address: int = Field(10, ge=1, description="Mails that one address gets in an hour at most.")
    mails_per_domain: int = Field(300, ge=1, description="Mails that one domain gets in an hour at most.")
    mails_per_network: int = Field(60, ge=1, description="Mails that one network can cause in an hour.")
    worker: Literal["thread", "none"] = Field(
        "none", description="`thread` runs the mail worker inside the server (SQLite)."
    )
    max_body_kib: int = Field(512, ge=16, description="Largest body of a request that is read, in KiB.")
    max_photo_mib: int = Field(
        12, ge=1, le=100, description="Largest photograph that a speaker may hand in, in MiB."
    )
    max_slides_mib: int = Field(
        60, ge=1, le=500, description="Largest file of slides that a speaker may hand in, in MiB."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")

    @field_validator("base_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("mail_url")
    @classmethod
    def _a_transport(cls, value: str) -> str:
        if not value.startswith(("mailbox:", "smtp://", "smtps://")):
            raise ValueError("must be mailbox:, smtp://… or smtps://…")
        return value

    @property
    def dkim_names(self) -> list[str]:
        """The sender's DKIM selectors, one by one."""
        return [name for part in self.dkim_selectors.split(",") if (name := part.strip())]

    @property
    def database_uri(self) -> str:
        """The database's address, with psycopg 3 as PostgreSQL's driver."""
        address = self.database_url or f"sqlite:///{self.instance_path / 'innovfest.sqlite3'}"
        for prefix in ("postgres://", "postgresql://"):
            if address.startswith(prefix):
                return "postgresql+psycopg://" + address.removeprefix(prefix)
        return address

    def load_secret_key(self) -> str:
        """Return the configured key, else the one in the instance folder, made on the first call."""
        return self.secret_key or _key_from_file(self.instance_path / "secret_key")


def load_settings() -> Settings:
    """Read the settings; raises SystemExit with one sentence for each wrong value."""
    try:
        return Settings()
    except ValidationError as wrong:
        lines = [f"INNOVFEST_{str(e['loc'][0]).upper()}: {e['msg']}" for e in wrong.errors()]
        raise SystemExit("InnovFest can't start with these settings.\n" + "\n".join(lines)) from None


def _key_from_file(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii").strip()
