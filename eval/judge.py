"""An optional judge, never in the gate: ragas asks an OpenAI-compatible LLM about a run's answers.

    ./guichet eval --export export
    OPENAI_BASE_URL=… OPENAI_API_KEY=… JUDGE_MODEL=… make judge ARGS=export/ragas.jsonl

A script of its own environment (requirements-judge.lock): ragas asks for other versions of our libraries. Faithfulness
is the share of an answer's statements that its citations bear out, context recall the share of the expected facts that
they hold (Es et al., 2023, arXiv:2309.15217). Answers are sent to that LLM: choose one that may read them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from statistics import fmean
from typing import Any

os.environ.setdefault("RAGAS_DO_NOT_TRACK", "true")

from openai import AsyncOpenAI
from ragas.llms import llm_factory
from ragas.metrics.collections import ContextRecall, Faithfulness

AT_ONCE = 4


async def judge(samples: list[dict[str, Any]], model: str) -> list[dict[str, Any]]:
    """The samples with their values; one without citations, or without a reference, is not judged on that."""
    llm = llm_factory(model, client=AsyncOpenAI())
    faithfulness, recall = Faithfulness(llm=llm), ContextRecall(llm=llm)
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(sample: dict[str, Any]) -> dict[str, Any]:
        asked = {"user_input": sample["user_input"], "retrieved_contexts": sample["retrieved_contexts"]}
        values: dict[str, float] = {}
        if sample["retrieved_contexts"]:
            async with turns:
                values["faithfulness"] = (await faithfulness.ascore(**asked, response=sample["response"])).value
                if sample["reference"]:
                    values["context_recall"] = (await recall.ascore(**asked, reference=sample["reference"])).value
        return sample | values

    return await asyncio.gather(*map(one, samples))


def main() -> None:
    """Judge the samples of a file; print the means and write each sample with its values beside it."""
    parser = argparse.ArgumentParser(description="Faire juger par un LLM les réponses d'une mesure exportée.")
    parser.add_argument("samples", type=Path, help="ragas.jsonl, écrit par « ./guichet eval --export »")
    path: Path = parser.parse_args().samples
    model = os.environ.get("JUDGE_MODEL")
    if not model or not os.environ.get("OPENAI_API_KEY"):
        sys.exit("Donnez JUDGE_MODEL, OPENAI_API_KEY et, pour un autre service qu'OpenAI, OPENAI_BASE_URL.")
    samples = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    judged = asyncio.run(judge(samples, model))
    written = path.with_suffix(".judged.jsonl")
    written.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in judged), encoding="utf-8")
    for name in ("faithfulness", "context_recall"):
        values = [one[name] for one in judged if name in one]
        if values:
            print(f"{name} : {fmean(values):.3f} ({len(values)} réponses)")
    print(f"Écrit : {written}")


if __name__ == "__main__":
    main()
