import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { useStillHere } from "../../app/useStillHere";
import { notifyDone } from "../../ui/notify";
import { type Architecture, architectureQuery, saveArchitecture } from "./queries";

interface Creation {
  name: string;
  /** The text to begin with, or where to get it. */
  yaml: string | (() => Promise<string>);
  layout?: Architecture["layout"];
}

/** Saves a text under a new name and goes there, for somebody who still waits for it. */
export function useCreation(onDone: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();
  return useMutation({
    mutationFn: async ({ name, yaml, layout = null }: Creation) =>
      saveArchitecture(name, { yaml: typeof yaml === "string" ? yaml : await yaml(), layout }),
    onSuccess: (saved) => {
      client.setQueryData(architectureQuery(saved.name).queryKey, saved);
      void client.invalidateQueries({ queryKey: ["architectures"], exact: true });
      const goesOn = stillHere();
      onDone();
      if (goesOn) void navigate(`/architectures/${saved.name}`);
      else notifyDone(`${saved.name} is in the list of architectures`);
    },
  });
}
