/** The JSON of the API that the widget reads: docs/openapi.json. */
export type Status = "answered" | "partial" | "clarify" | "abstained";

export interface Sentence {
  text: string;
  citations: number[];
  /** What opens an item of a list; null for a sentence of a paragraph. */
  item: "bullet" | "number" | null;
}

/** A verbatim quote: characters [start, end) of the passage's text, counted as Unicode code points. */
export interface Citation {
  number: number;
  document_id: string;
  passage_id: string;
  title: string;
  publisher: string;
  page: number | null;
  page_label: string | null;
  heading_path: string[];
  quote: string;
  start: number;
  end: number;
  url: string;
  published: string | null;
}

export interface Caution {
  code: string;
  label: string;
  text: string;
  document_id: string | null;
}

/** What is told before the first sentence. */
export interface Meta {
  answer_id: string;
  status: Status;
  warnings: Caution[];
  notice: string;
  contact: string | null;
  preface: string;
  clarification: { question: string; choices: string[] } | null;
  freshness: string;
  understood: string;
  conversation_id: string;
}

export interface Answer extends Meta {
  text: string;
  sentences: Sentence[];
  citations: Citation[];
  references: { text: string; url: string | null }[];
  searched: string[];
}

/** What `GET /v1/passages/{id}` tells of the surroundings of a quote. */
export interface Passage {
  text: string;
  before: string;
  after: string;
  /** The page that shows it; a member's bears a ticket that opens it. */
  reader_url?: string;
}

export interface Problem {
  title: string;
  status?: number;
  detail?: string;
  hint?: string;
}
