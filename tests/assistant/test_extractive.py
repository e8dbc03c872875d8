"""The default composer, on sentences whose cosines are given by hand."""

from __future__ import annotations

from dataclasses import replace

from assistant.extractive import MAX_WORDS, ExtractiveComposer
from domain.types import Draft, Evidence, Hit, Span
from tests.builders import a_document, a_hit, a_query

RULE = "Les collectivités peuvent détenir ensemble la moitié du capital."
EXCEPTION = "Toutefois, un établissement public national n'est pas compté."
ASIDE = "La coopérative réunit son assemblée générale une fois par an."


def compose(*hits: Hit) -> Draft:
    return ExtractiveComposer().compose(a_query("capital"), Evidence(hits))


def said(*hits: Hit) -> list[str]:
    return [sentence.text for sentence in compose(*hits).sentences]


def test_the_sentence_nearest_to_the_question_is_said_and_a_distant_one_is_not() -> None:
    assert said(a_hit(f"{ASIDE} {RULE}", 0.70, 0.90)) == [RULE]


def test_a_rule_is_never_said_without_the_exception_that_limits_it() -> None:
    assert said(a_hit(f"{RULE} {EXCEPTION} {ASIDE}", 0.90, 0.70, 0.70)) == [RULE, EXCEPTION]


def test_an_exception_is_never_said_without_its_rule() -> None:
    assert said(a_hit(f"{ASIDE} {RULE} {EXCEPTION}", 0.70, 0.80, 0.95)) == [RULE, EXCEPTION]


def test_a_sentence_that_leans_on_another_takes_it_along() -> None:
    leaning = "Ce plafond vaut depuis la loi du 31 juillet 2014."

    assert said(a_hit(f"{RULE} {leaning}", 0.70, 0.95)) == [RULE, leaning]


def test_a_sentence_that_leans_on_one_outside_its_passage_is_left_out() -> None:
    assert said(a_hit("Ce plafond vaut depuis la loi du 31 juillet 2014.", 0.95)) == []


def after(hit: Hit, text: str, *similarities: float) -> Hit:
    """The passage that follows a hit's in its document, as another hit."""
    following = a_hit(text, *similarities, document=hit.document, rank=2)
    return replace(following, passage=replace(following.passage, ordinal=hit.passage.ordinal + 1))


def test_what_leans_on_the_end_of_the_passage_before_it_is_said_with_it() -> None:
    rule = a_hit(RULE, 0.90)

    assert said(rule, after(rule, f"{EXCEPTION} {ASIDE}", 0.70, 0.70)) == [RULE, EXCEPTION]


def test_an_exception_goes_with_the_rule_of_its_document_when_what_stands_before_it_is_an_aside() -> None:
    rule = a_hit(RULE, 0.90)
    long_aside = (
        "Le conseil municipal peut aussi entendre " + ", ".join(f"l'expert numéro {n}" for n in range(30)) + "."
    )

    assert said(rule, after(rule, f"{long_aside} {EXCEPTION}", 0.5, 0.88)) == [RULE, EXCEPTION]


def test_a_list_is_said_whole_with_its_lead_in() -> None:
    text = "La convention de subvention fixe les points suivants :\n• l'objet ;\n• le montant ;\n• la durée."

    assert said(a_hit(text, 0.9, 0.7, 0.7, 0.7)) == text.split("\n")


def test_an_item_whose_span_leaves_its_bullet_out_is_still_said_with_its_lead_in_and_its_bullet() -> None:
    text = "La convention de subvention fixe les points suivants :\n• son objet et ses objectifs précis\n• le montant"
    lead, first, second = text.split("\n")
    starts = [0, text.index("son objet"), text.index("le montant")]
    spans = tuple(
        Span(start, end) for start, end in zip(starts, [len(lead), text.index("\n• le"), len(text)], strict=True)
    )
    hit = a_hit(text, 0.7, 0.9, 0.7)

    assert said(replace(hit, passage=replace(hit.passage, sentences=spans))) == [lead, first, second]


def test_an_announced_list_that_does_not_follow_is_left_out() -> None:
    assert said(a_hit("La convention de subvention fixe les points suivants :", 0.9)) == []


def test_a_question_in_the_sources_is_not_an_answer() -> None:
    assert said(a_hit(f"Une commune peut-elle entrer au capital ? {RULE}", 0.95, 0.90)) == [RULE]


def test_the_same_thing_is_not_said_twice() -> None:
    first, second = a_document("un"), a_document("deux")

    assert said(a_hit(RULE, 0.9, document=first), a_hit(RULE, 0.9, document=second, rank=2)) == [RULE]


def test_a_question_in_two_parts_gets_a_sentence_for_each() -> None:
    rule = "Une terre inculte se reprend après trois ans sans culture."
    delay = "Le préavis est de dix-huit mois avant la fin du bail."
    hit = a_hit(f"{rule} {delay}", 0.90, 0.84)

    assert said(hit) == [rule]
    assert said(replace(hit, sentence_words=({"terre": 0.2, "inculte": 0.2}, {"preavis": 0.6}))) == [rule, delay]


def test_of_two_sentences_as_near_the_one_that_holds_the_words_of_the_question_is_said_first() -> None:
    near, exact = "Le bail porte sur une terre agricole communale.", "Le fermage porte sur une terre agricole louée."
    hits = [
        replace(a_hit(text, 0.85, document=a_document(name)), sentence_words=(asked,))
        for name, text, asked in (("un", near, {}), ("deux", exact, {"fermage": 0.7}))
    ]

    assert said(*hits)[0] == exact


def test_a_reason_is_given_to_who_asks_why() -> None:
    reason = "Parce que le plafond de participation était de 20 % avant 2014."
    evidence = Evidence((a_hit(f"{reason} {RULE}", 0.95, 0.90),))

    def answer(question: str) -> list[str]:
        return [sentence.text for sentence in ExtractiveComposer().compose(a_query(question), evidence).sentences]

    assert answer("Quel est le plafond ?") == [RULE]
    assert answer("Pourquoi lit-on 20 % ?")[0] == reason


def test_advice_comes_after_the_rule_and_a_list_of_references_never() -> None:
    advice = "En pratique, demandez à la SCIC la liste de ses associés publics."
    references = "Références : article 19 septies de la loi n° 47-1775 du 10 septembre 1947"

    assert said(a_hit(advice, 0.90), a_hit(RULE, 0.90, document=a_document("autre"))) == [RULE, advice]
    assert said(a_hit(references, 0.95)) == []


def test_the_answer_keeps_to_its_length() -> None:
    sentences = [f"La règle numéro {n} concerne " + "un cas différent " * 12 + f"{n}." for n in range(6)]
    hits = [
        a_hit(text, 0.9, document=a_document(f"d{n}"), rank=n + 1)
        for n, text in enumerate(word.replace("cas", f"cas{n}") for n, word in enumerate(sentences))
    ]

    assert sum(len(text.split()) for text in said(*hits)) <= MAX_WORDS


def test_no_evidence_gives_an_empty_draft() -> None:
    assert compose().sentences == ()


def test_every_sentence_is_verbatim_and_says_where_it_stands() -> None:
    hit = a_hit(f"{ASIDE} {RULE} {EXCEPTION}", 0.70, 0.90, 0.70)

    for sentence in compose(hit).sentences:
        [support] = sentence.supports
        assert hit.passage.text[support.start : support.end] == sentence.text
