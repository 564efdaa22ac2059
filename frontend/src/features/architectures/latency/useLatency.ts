import { useMutation } from "@tanstack/react-query";
import { type Latency, measureLatency, type View } from "../queries";

/** How long the rows of a text take on this machine, once somebody has asked. */
export function useLatency(text: string, view: View) {
  const key = JSON.stringify([text, view]);
  const measuring = useMutation({
    mutationFn: async (): Promise<{ key: string; answer: Latency }> => ({
      key,
      answer: await measureLatency(text, view),
    }),
  });
  // Of another text, scale or size it says nothing about this one.
  const answer = measuring.data?.key === key ? measuring.data.answer : null;
  return {
    latency: answer,
    measure: () => measuring.mutate(),
    measuring: measuring.isPending,
    error: measuring.error,
  };
}

export type LatencyState = ReturnType<typeof useLatency>;
