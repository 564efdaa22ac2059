import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemError } from "../../api/problem";
import { type ModuleText, type Reading, readingQuery } from "./queries";

const TYPING_PAUSE_MS = 250;

export type Problem = Reading["problems"][number];

export interface ModuleReading {
  /** Of the text, or of the last one that was Python with the class in it. */
  form: Reading | undefined;
  /** What the signature suggests, whatever was chosen. */
  proposal: Reading["contract"];
  problems: readonly Problem[];
  /** The text has changed since it was read. */
  behind: boolean;
}

/** What can be read off a text while it is typed, without running it. Late answers are dropped. */
export function useReading(name: string, text: ModuleText): ModuleReading {
  const [settled] = useDebouncedValue(text, TYPING_PAUSE_MS);
  const { source, contract } = settled;
  const read = useQuery({
    ...readingQuery(name, source, contract),
    placeholderData: keepPreviousData,
  });
  const proposed = useQuery({
    ...readingQuery(name, source, null),
    placeholderData: keepPreviousData,
  });
  // A line half typed is no Python: the form keeps what it showed.
  const [form, setForm] = useState<Reading>();
  if (read.data && read.data !== form && read.data.examples.length > 0) setForm(read.data);
  const [proposal, setProposal] = useState<Reading["contract"]>(null);
  const suggested = proposed.data?.contract ?? null;
  if (suggested && suggested !== proposal) setProposal(suggested);
  return {
    form,
    proposal,
    problems: read.error ? [unread(read.error)] : (read.data?.problems ?? NONE),
    behind: settled !== text || read.isFetching,
  };
}

const NONE: readonly Problem[] = [];

/** Why a text was not read at all, as when it is too long. */
function unread(error: unknown): Problem {
  const { title, detail } = ProblemError.from(error);
  return { line: 1, column: 1, end_column: 1, severity: "error", message: detail || title };
}
