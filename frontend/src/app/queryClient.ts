import { QueryClient } from "@tanstack/react-query";
import { ProblemError } from "../api/problem";
import { tellLateFailures } from "./lateFailures";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // An answer, even a refusal, is final; only a server that cannot be reached is asked again.
      retry: (failures, error) =>
        error instanceof ProblemError && error.status === 0 && failures < 2,
    },
  },
});

tellLateFailures(queryClient.getMutationCache());
