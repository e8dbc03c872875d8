"""One frozen Settings, read from GUICHET_* variables and .env by a call, never at import."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from limits import parse
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from domain.errors import BadSetting
from domain.types import Visibility

MIN_TOKEN_CHARS = 16
SECRETS = frozenset({"staff_token", "llm_api_key"})
CHECKOUT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What an administrator may choose; each field is the variable GUICHET_<FIELD>."""

    model_config = SettingsConfigDict(env_prefix="GUICHET_", env_file=CHECKOUT / ".env", extra="ignore", frozen=True)

    data_dir: Path = Field(default=CHECKOUT / "data", description="Dossier des données : base, index, verrou.")
    model_dir: Path = Field(default=CHECKOUT / "models", description="Dossier des modèles construits.")
    database_url: str | None = Field(
        default=None, description="Adresse SQLAlchemy de la base ; par défaut SQLite dans le dossier des données."
    )
    embedding_model: str | None = Field(
        default=None,
        description="Modèle sentence-transformers (nom ou dossier) ; par défaut le modèle fourni, sans réseau.",
    )
    reranker: str | None = Field(
        default=None,
        description="Modèle CrossEncoder de sentence-transformers (nom ou dossier) qui relit les meilleurs passages ; "
        "aucun par défaut : il est lent sans carte graphique.",
    )
    llm_model: str | None = Field(
        default=None,
        description="Modèle de langage qui rédige les réponses, tenu aux passages cités (« gpt-4.1-mini », "
        "« mistralai:mistral-small ») ; aucun par défaut : les réponses citent mot pour mot.",
    )
    llm_base_url: str | None = Field(
        default=None, description="Adresse d'un service compatible avec celui d'OpenAI (« http://127.0.0.1:8080/v1 »)."
    )
    llm_api_key: SecretStr | None = Field(default=None, description="Clé de ce service, s'il en demande une.")
    llm_seconds: float = Field(
        default=30.0,
        gt=0,
        description="Secondes laissées au modèle de langage ; au-delà, la réponse cite mot pour mot.",
    )
    threads: int = Field(
        default=2, ge=1, le=64, description="Textes vectorisés en même temps, un fil de calcul chacun."
    )
    default_visibility: Visibility = Field(
        default=Visibility.PUBLIC,
        description="Visibilité d'un document donné à la ligne de commande qui n'en dit rien : public ou adherent.",
    )
    read_seconds: float = Field(
        default=120.0, gt=0, description="Durée maximale de lecture d'un fichier, ou d'une page par OCR, en secondes."
    )
    read_memory_mb: int = Field(default=2048, ge=256, description="Mémoire maximale d'un lecteur de fichier, en Mio.")
    max_file_mb: int = Field(default=100, ge=1, description="Taille maximale d'un fichier, en Mio.")
    ocr: bool = Field(
        default=True, description="Reconnaître le texte des pages numérisées quand Tesseract est installé."
    )
    site_hosts: tuple[str, ...] = Field(
        default=(),
        description="Autres hôtes que celui de l'adresse donnée, dont « ingest » peut lire les pages (liste JSON).",
    )
    site_private: bool = Field(
        default=False, description="Lire aussi les sites du réseau local (adresses privées), refusés sinon."
    )
    site_delay: float = Field(default=1.0, ge=0, description="Attente entre deux pages d'un site, en secondes.")
    site_max_pages: int = Field(default=500, ge=1, description="Nombre maximal de pages lues d'un site.")
    staff_token: SecretStr | None = Field(
        default=None,
        min_length=MIN_TOKEN_CHARS,
        description=f"Un jeton d'équipe fixé ici, {MIN_TOKEN_CHARS} caractères au moins ; il vaut une clé « staff » "
        "de « guichet keys create », qui se retire et expire : préférez-la.",
    )
    host: str = Field(default="127.0.0.1", description="Adresse d'écoute du service.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port d'écoute du service.")
    allowed_origins: tuple[str, ...] = Field(
        default=(),
        description="Sites dont les pages peuvent interroger le service, par exemple "
        '["https://www.reseau.fr"] (liste JSON) ; aucun par défaut : seules les pages de Guichet ; « * » : tous.',
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=("127.0.0.1", "::1"),
        description="Adresses des serveurs frontaux dont l'en-tête X-Forwarded-For dit d'où vient une demande "
        "(liste JSON).",
    )
    rate_limit: str = Field(
        default="120/minute",
        description="Demandes permises à une adresse sans clé (« 120/minute ») ; la machine elle-même n'en a pas.",
    )
    key_rate_limit: str = Field(default="1200/minute", description="Demandes permises à une clé.")
    max_requests: int = Field(
        default=256, ge=1, description="Demandes en cours en même temps ; au-delà, le service invite à revenir."
    )
    concurrency: int | None = Field(
        default=None,
        ge=1,
        le=256,
        description="Demandes traitées en même temps, un fil chacune ; les autres attendent. Par défaut 2, ou 16 avec "
        "un modèle de langage, qui fait attendre sans calculer.",
    )
    contact: str = Field(default="", description="À qui s'adresser quand les sources ne disent pas ; texte affiché.")
    keep_days: int = Field(
        default=365,
        ge=1,
        description="Jours pendant lesquels les questions posées, leurs reçus et les avis sont gardés ; effacés "
        "ensuite au démarrage du service, puis chaque jour.",
    )
    keep_staff_days: int = Field(
        default=730,
        ge=1,
        description="Jours pendant lesquels le suivi des questions par l'équipe, les clés retirées ou expirées et les "
        "mesures (« guichet eval ») sont gardés.",
    )
    contacts: dict[str, str] = Field(
        default={},
        description="Par thème de document, à qui s'adresser à la place (objet JSON) : "
        '{"foncier": "foncier@exemple.fr"}.',
    )
    otlp_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Adresse d'un collecteur OpenTelemetry (« http://127.0.0.1:4318 ») à qui dire la durée des "
        "demandes et de leurs étapes, sans un mot de ce qui est demandé ; aucun par défaut.",
    )
    log_format: Literal["auto", "text", "json"] = Field(
        default="auto", description="Forme du journal : auto écrit pour un terminal, en JSON ailleurs."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Niveau du journal, écrit sur la sortie d'erreur."
    )

    @field_validator("rate_limit", "key_rate_limit")
    @classmethod
    def _rate(cls, value: str) -> str:
        parse(value)  # raises ValueError on what it cannot read
        return value

    @property
    def answering_threads(self) -> int:
        """How many requests are worked on at once: answering is computing, which more threads only slow down."""
        return self.concurrency or (16 if self.llm_model else 2)

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the records."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'guichet.db').resolve()}"


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment and .env, with overrides.

    Raises:
        BadSetting: a variable has an unusable value; the message names it.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks them
    except SettingsError as exc:
        named = re.search(r'"(\w+)"', str(exc))
        variable = f"GUICHET_{named[1].upper()}" if named else "un réglage"
        raise BadSetting(
            f"{variable} : valeur inutilisable : une liste ou une table s'écrit en JSON",
            hint="""Par exemple GUICHET_ALLOWED_ORIGINS='["https://www.mairie-exemple.fr"]'.""",
        ) from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        field = str(first["loc"][0])
        shown = "(caché)" if field in SECRETS else first["input"]
        expected = (Settings.model_fields[field].description or "").rstrip(".")
        raise BadSetting(f"GUICHET_{field.upper()} : valeur inutilisable « {shown} » ({expected})") from exc
