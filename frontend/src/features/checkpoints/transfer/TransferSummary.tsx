import { Group, SegmentedControl, Text } from "@mantine/core";
import type { Transfer } from "../queries";
import { MATCHES, type Match, shareText, totalsText } from "./transfer";

interface TransferSummaryProps {
  transfer: Transfer;
  onMatch: (match: Match) => void;
}

/** How much is taken over, and the choice of how rows are paired. */
export function TransferSummary({ transfer, onMatch }: TransferSummaryProps) {
  const { options, match, totals } = transfer;
  const same = options.name?.params_loaded === options.aligned?.params_loaded;
  return (
    <>
      <Text role="status" aria-label="What is transferred">
        {totalsText(totals)}
      </Text>
      {!same && (
        <Group gap="xs">
          <Text c="dimmed">Rows are paired</Text>
          <SegmentedControl
            aria-label="How rows are paired"
            data={(["aligned", "name"] as const).map((value) => ({
              value,
              label: `${MATCHES[value]} (${options[value] ? shareText(options[value]) : "–"})`,
            }))}
            value={match}
            onChange={(value) => onMatch(value as Match)}
          />
        </Group>
      )}
    </>
  );
}
