"""LangChain's pieces, to be put in anyone's chain: embeddings, the search as a retriever, the whole as a chat model.

Each works on a Guichet that this process opened, or over HTTP on one that is served elsewhere:

```python
with open_guichet(load_settings()) as guichet:
    retriever = GuichetRetriever(guichet=guichet, k=4, theme="scic")
    chain = {"context": retriever, "question": RunnablePassthrough()} | prompt | model

GuichetHttpAssistant(base_url="https://guichet.example", api_key=key).invoke("Qui vote le bail ?")
```
"""

from integrations.langchain.assistant import GuichetAssistant, GuichetHttpAssistant
from integrations.langchain.embeddings import GuichetEmbeddings
from integrations.langchain.retriever import GuichetHttpRetriever, GuichetRetriever

__all__ = [
    "GuichetAssistant",
    "GuichetEmbeddings",
    "GuichetHttpAssistant",
    "GuichetHttpRetriever",
    "GuichetRetriever",
]
