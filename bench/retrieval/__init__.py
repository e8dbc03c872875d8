"""Retrieval measured: our ablations beside LangChain, LlamaIndex and Haystack, on clean and on hurried questions."""
