import { Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Dialog } from "../../ui/Dialog";
import { ErrorState } from "../../ui/ErrorState";
import { formatNumber } from "../../ui/format";
import { extendRun } from "./life";
import { type Run, runQuery } from "./queries";

/** Asks for how many epochs the run shall go on, and says what that does to its schedule. */
export function ExtendDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const client = useQueryClient();
  const [epochs, setEpochs] = useState<number | string>(10);
  const valid = typeof epochs === "number" && Number.isInteger(epochs) && epochs >= 1;
  const total = (run.status === "completed" ? run.epoch : run.epochs) + (valid ? epochs : 0);
  const extension = useMutation({
    mutationFn: () => extendRun(run.id, Number(epochs)),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: runQuery(run.id).queryKey }),
  });
  return (
    <Dialog onClose={onClose} title="Extend this run">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (valid) extension.mutate();
        }}
      >
        <Stack gap="md">
          <NumberInput
            label="More epochs"
            value={epochs}
            onChange={setEpochs}
            min={1}
            max={100_000}
            allowDecimal={false}
            data-autofocus
          />
          <Text>
            It goes on after epoch {formatNumber(run.epoch)}, to {formatNumber(total)} epochs, in
            the same table and curves. The learning rate follows the schedule of{" "}
            {formatNumber(total)} epochs from there on, so it rises once where the earlier schedule
            had come down. Mosaic, if the run has it, is on again until the last epochs.
          </Text>
          {extension.error && <ErrorState error={extension.error} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!valid} loading={extension.isPending}>
              Extend
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
