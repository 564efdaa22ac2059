import { TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { type Ref, startTransition, useEffect, useEffectEvent, useState } from "react";

/** How long one has typed nothing before the address says what was typed. */
const REST_MS = 250;

interface SearchFieldProps {
  className: string | undefined;
  /** What the address says. A link that changes it changes the text. */
  told: string;
  /** At each key, as soon as there is time for the list. */
  onSearch: (text: string) => void;
  /** When one pauses: all of the page hangs on the address. */
  onRest: (text: string) => void;
  ref?: Ref<HTMLInputElement>;
}

/** Where one types what to look for. A key draws this field anew and then, with time, the list. */
export function SearchField({ className, told, onSearch, onRest, ref }: SearchFieldProps) {
  const [text, setText] = useState(told);
  const [known, setKnown] = useState({ told, own: told });
  if (known.told !== told) {
    setKnown({ told, own: told });
    if (told !== known.own) setText(told);
  }

  const search = useEffectEvent(() => startTransition(() => onSearch(text)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: each text is looked for once
  useEffect(() => search(), [text]);

  const rest = useEffectEvent(() => {
    setKnown((now) => ({ ...now, own: text }));
    onRest(text);
  });
  useEffect(() => {
    if (text === told) return;
    const timer = setTimeout(() => rest(), REST_MS);
    return () => clearTimeout(timer);
  }, [text, told]);

  return (
    <TextInput
      ref={ref}
      className={className ?? ""}
      aria-label="Search runs"
      placeholder="Model, data set, tag, state …"
      leftSection={<Search size={14} aria-hidden />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Escape" && setText("")}
    />
  );
}
