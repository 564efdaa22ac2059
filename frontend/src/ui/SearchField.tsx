import { TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { type Ref, startTransition, useEffect, useEffectEvent, useState } from "react";
import { useNavigation } from "react-router";
import { useLeaving } from "./useLeaving";

/** How long one has typed nothing before the address says what was typed. */
const REST_MS = 250;

interface SearchFieldProps {
  /** What is looked for, for people who hear it: "Search runs". */
  label: string;
  placeholder?: string;
  className: string | undefined;
  /** What the address says. A link that changes it changes the text. */
  told: string;
  /** At each key, as soon as there is time for the list. For lists that are here already. */
  onSearch?: (text: string) => void;
  /** When one pauses: all of the page hangs on the address, and perhaps a question to the server. */
  onRest: (text: string) => void;
  ref?: Ref<HTMLInputElement>;
}

/**
 * Where one types what to look for. A key draws this field anew and then, with time, the list. The text is the field's own: the
 * router shows a new address in its own time, and a field that waits for it loses letters and the caret's place.
 */
export function SearchField(props: SearchFieldProps) {
  const { label, placeholder = "Search", className, told, onSearch, onRest, ref } = props;
  const [text, setText] = useState(told);
  const [known, setKnown] = useState({ told, own: told });
  if (known.told !== told) {
    setKnown({ told, own: told });
    if (told !== known.own) setText(told);
  }

  const search = useEffectEvent(() => startTransition(() => onSearch?.(text)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: each text is looked for once
  useEffect(() => search(), [text]);

  const isLeaving = useLeaving();
  const rest = useEffectEvent(() => {
    if (isLeaving()) return;
    setKnown((now) => ({ ...now, own: text }));
    onRest(text);
  });
  // Writing the address is a navigation too, and would take the place of one that somebody has begun.
  const leaving = useNavigation().state !== "idle";
  useEffect(() => {
    if (text === told || leaving) return;
    const timer = setTimeout(() => rest(), REST_MS);
    return () => clearTimeout(timer);
  }, [text, told, leaving]);

  return (
    <TextInput
      ref={ref}
      className={className ?? ""}
      aria-label={label}
      placeholder={placeholder}
      leftSection={<Search size={14} aria-hidden />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Escape" && setText("")}
    />
  );
}
