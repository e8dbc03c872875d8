"""Every error of the house. Messages and hints are French: a person of the town hall reads them.

GuichetError
├── BadQuestion ............ the question cannot be searched (empty, too long, control characters)
├── BadSetting ............. a setting has a value that cannot work
├── BadRequest ............. another part of a request is unusable (a date, an audience)
├── UnreadableFile ......... a file cannot be read at all (corrupt, encrypted, mis-named, missing)
│   └── NoText ............. it can be read, and holds no text (empty, or images only)
├── BadMetadata ............ a front matter or sidecar field has an unusable value
├── RefusedDocument ........ a document that staff sent cannot be taken in
├── Forbidden .............. who asks may not do this
│   └── Unauthenticated .... who asks has not said who they are, or not truly
├── TooManyRequests ........ who asks asks too often
│   └── Overloaded ......... more is asked at once than can be answered
├── TooLarge ............... a request is larger than what is taken
├── BadAccess .............. a key or an account cannot be made as it is asked for
├── UnknownAccess .......... no such key or account
├── DuplicateDocument ...... two files claim one document id
├── UnknownDocument ........ no such document in the records
│   └── UnknownPassage ..... no such passage in a document that who asks may read
├── NoOriginal ............. the file of a document, or the image of its page, is not at hand
├── UnknownAnswer .......... no such answer among those given, or not for who asks
├── UnknownModel ........... no such model among those that answer as a language model's service would
├── UnknownEval ............ no such run of the eval set, or no such case in it
├── EvalRunning ............ a run of the eval set is under way, and there is one at a time
├── LostSource ............. a passage that an answer stood on is no longer in the records
├── BadValidation .......... an answer cannot be validated as it is: it says more than what it quotes
├── Overtaken .............. a validated answer was changed by somebody else since it was read
├── BadBackup .............. a backup cannot be written there, or is damaged, or is not one of ours
├── DataFolderProblem ...... the data folder cannot be written, or is not ours
│   ├── CannotWrite ........ it takes no more (a full disk, most often)
│   └── DataFolderBusy ..... another process owns the data folder and does not answer
├── IndexMismatch .......... the index was built with another model, prompt or chunker
├── ModelUnavailable ....... the embedding model cannot be built or loaded
└── BrokenInvariant ........ a bug of ours: a value that must not exist
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lost:
    """A passage that an answer names and that the records no longer hold."""

    document_id: str
    version: int
    passage_id: str


class GuichetError(Exception):
    """The root. `hint` tells the person who must act what to do; `code` is stable, for machines."""

    code = "erreur"
    hint = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint

    def __reduce__(self) -> tuple[Callable[..., GuichetError], tuple[object, ...]]:
        """Errors come back whole from another process, whatever their constructor takes."""
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[GuichetError], args: tuple[object, ...], state: dict[str, object]) -> GuichetError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class BadQuestion(GuichetError):
    """The question cannot be searched."""

    code = "question-invalide"
    hint = "Écrivez une question en français, de 2 à 2 000 caractères."


class BadRequest(GuichetError):
    """A part of a request other than the question is unusable."""

    code = "requete-invalide"
    hint = "Corrigez le champ indiqué."


class BadSetting(GuichetError):
    """A setting has a value that cannot work."""

    code = "reglage-invalide"
    hint = "Corrigez la variable d'environnement indiquée (voir docs/settings.md)."


class UnreadableFile(GuichetError):
    """A file cannot be read at all."""

    code = "fichier-illisible"
    hint = "Ouvrez le fichier pour vérifier qu'il s'affiche, puis exportez-le de nouveau."

    def __init__(self, path: str, why: str, *, hint: str | None = None) -> None:
        super().__init__(f"{path} : {why}", hint=hint)
        self.path = path
        self.why = why


class NoText(UnreadableFile):
    """A file can be read and holds no text."""

    code = "fichier-sans-texte"
    hint = "Fournissez une version avec du texte, ou passez le document à la reconnaissance de caractères (OCR)."


class BadMetadata(GuichetError):
    """A front matter or sidecar field has an unusable value."""

    code = "metadonnees-invalides"

    def __init__(self, path: str, field: str, why: str, *, hint: str | None = None) -> None:
        super().__init__(f"{path} : champ « {field} » : {why}", hint=hint)
        self.path = path
        self.field = field
        self.why = why


class RefusedDocument(GuichetError):
    """A document that staff sent cannot be taken in: nothing of it is kept."""

    code = "document-refuse"
    hint = "Corrigez le fichier ou les champs indiqués, puis envoyez-le de nouveau."


class Forbidden(GuichetError):
    """Who asks may not do this."""

    code = "acces-refuse"
    hint = "Demandez à l'administrateur une clé qui donne ce droit (« ./guichet keys create »)."


class Unauthenticated(Forbidden):
    """Who asks has not said who they are, or not truly."""

    code = "identification-necessaire"
    hint = "Envoyez l'en-tête « Authorization: Bearer » avec une clé en vigueur, ou un jeton de moins de dix minutes."


class TooManyRequests(GuichetError):
    """Who asks asks too often; `retry_after` says in how many seconds to come back."""

    code = "trop-de-demandes"

    def __init__(self, message: str, retry_after: int) -> None:
        wait = f"{-(-retry_after // 60)} minutes" if retry_after > 60 else f"{retry_after} s"
        super().__init__(message, hint=f"Recommencez dans {wait} (en-tête Retry-After).")
        self.retry_after = retry_after


class Overloaded(TooManyRequests):
    """More is asked at once, by all, than can be answered in a decent time."""

    code = "service-sature"


class TooLarge(GuichetError):
    """A request is larger than what is taken."""

    code = "trop-volumineux"
    hint = "Envoyez moins de messages, ou un fichier plus petit (GUICHET_MAX_FILE_MB)."


class BadAccess(GuichetError):
    """A key or an account cannot be made as it is asked for."""

    code = "acces-invalide"


class UnknownAccess(GuichetError):
    """No such key or account."""

    code = "acces-inconnu"
    hint = "« ./guichet keys list » et « ./guichet accounts list » disent ce qui existe."


class DuplicateDocument(GuichetError):
    """Two files claim one document id."""

    code = "document-en-double"
    hint = "Donnez un champ « id » différent à l'un des deux fichiers."

    def __init__(self, document_id: str, path: str, other: str) -> None:
        super().__init__(f"{path} : l'identifiant « {document_id} » est déjà celui de {other}")
        self.document_id = document_id


class UnknownDocument(GuichetError):
    """No such document in the records."""

    code = "document-inconnu"
    hint = "Vérifiez l'identifiant : la recherche et l'ingestion l'affichent."

    def __init__(self, document_id: str) -> None:
        super().__init__(f"document inconnu : « {document_id} »")
        self.document_id = document_id


class UnknownPassage(UnknownDocument):
    """No such passage, or not in a document that who asks may read."""

    code = "passage-inconnu"
    hint = "Vérifiez l'identifiant (« passage_id » d'une citation ou d'un résultat)."

    def __init__(self, passage_id: str) -> None:
        GuichetError.__init__(self, f"aucun passage ne porte l'identifiant « {passage_id} »")


class NoOriginal(GuichetError):
    """The file of a document, or the image of its page, is not at hand: its text can still be read."""

    code = "original-indisponible"
    hint = "Le texte du document reste lisible ; l'équipe peut redonner son fichier."


class UnknownAnswer(GuichetError):
    """No such answer among those given, or it is not for who asks."""

    code = "reponse-inconnue"
    hint = "Vérifiez l'identifiant (« answer_id » de la réponse) ; une réponse ancienne a pu être purgée."

    def __init__(self, answer_id: str) -> None:
        super().__init__(f"aucune réponse ne porte l'identifiant « {answer_id} »")
        self.answer_id = answer_id


class UnknownModel(GuichetError):
    """No such model among those that answer as a language model's service would."""

    code = "modele-inconnu"

    def __init__(self, model: str, known: str) -> None:
        super().__init__(
            f"aucun modèle ne s'appelle « {model[:100]} »",
            hint=f"Demandez le modèle « {known} » : il n'y en a pas d'autre.",
        )


class UnknownEval(GuichetError):
    """No such run of the eval set, or no such case in it."""

    code = "mesure-inconnue"
    hint = "Les mesures gardées sont dans la page des mesures ; les plus anciennes sont effacées."

    def __init__(self, run_id: str, case_id: str = "") -> None:
        what = f"aucun cas « {case_id} » dans la mesure « {run_id} »" if case_id else f"aucune mesure « {run_id} »"
        super().__init__(what)


class EvalRunning(GuichetError):
    """A run of the eval set is under way."""

    code = "mesure-en-cours"
    hint = "Attendez qu'elle finisse, puis recommencez."


class LostSource(GuichetError):
    """Passages that an answer stood on are no longer in the records."""

    code = "source-perdue"
    hint = "La base a pu être restaurée à une date antérieure : reposez la question."

    def __init__(self, lost: Sequence[Lost]) -> None:
        told = ", ".join(f"« {one.document_id} », version {one.version}, passage {one.passage_id}" for one in lost)
        super().__init__(f"des passages de cette réponse ne sont plus dans la base : {told}")
        self.lost = tuple(lost)


class BadValidation(GuichetError):
    """An answer cannot be validated as it is."""

    code = "validation-refusee"
    hint = "Citez le passage qui dit cette phrase, ou reprenez ses mots."


class Overtaken(GuichetError):
    """What was to be changed is no longer what was read: somebody else changed it meanwhile."""

    code = "modifiee-entre-temps"
    hint = "Relisez ce qu'elle dit maintenant, puis recommencez."

    def __init__(self, validated_id: str) -> None:
        super().__init__(f"la réponse validée {validated_id} a été modifiée ou retirée entre-temps")


class BadBackup(GuichetError):
    """A backup cannot be written where it is asked for, or what is to be restored is not a whole backup of ours."""

    code = "sauvegarde-inutilisable"
    hint = "Rien n'a été changé : prenez une autre sauvegarde."


class DataFolderProblem(GuichetError):
    """The data folder cannot be written, or is not ours."""

    code = "dossier-de-donnees"
    hint = "Donnez à l'utilisateur le droit d'écrire dans ce dossier, ou changez GUICHET_DATA_DIR."


class CannotWrite(DataFolderProblem):
    """The data folder takes no more: a full disk, most often."""

    hint = (
        "Vérifiez la place libre sur le disque et les droits du dossier des données, puis relancez : la commande "
        "reprendra où elle s'est arrêtée."
    )


class DataFolderBusy(DataFolderProblem):
    """Another process owns the data folder and does not answer."""

    code = "dossier-occupe"
    hint = "Attendez la fin de l'autre commande, ou arrêtez le service qui utilise ce dossier."


class IndexMismatch(GuichetError):
    """The index was built with another model, prompt or chunker."""

    code = "index-incompatible"
    hint = "Lancez « ./guichet reindex » pour reconstruire l'index avec les réglages actuels."


class ModelUnavailable(GuichetError):
    """The embedding model cannot be built or loaded."""

    code = "modele-indisponible"
    hint = "Lancez « ./guichet doctor » : il dit ce qui manque et comment y remédier."


class ComposerFailed(GuichetError):
    """The language model cannot be loaded, or gives no draft; the answer is then made of verbatim sentences."""

    code = "modele-de-langage"
    hint = "Vérifiez GUICHET_LLM_MODEL, GUICHET_LLM_BASE_URL et GUICHET_LLM_API_KEY, et que le service répond."


class BrokenInvariant(GuichetError):
    """A bug of ours: a value that must not exist."""

    code = "anomalie-interne"
    hint = "C'est un défaut du logiciel : signalez-le avec le message ci-dessus."
