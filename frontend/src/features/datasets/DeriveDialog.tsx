import { Button, Checkbox, Group, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { useStillHere } from "../../app/useStillHere";
import { Dialog } from "../../ui/Dialog";
import { ErrorState } from "../../ui/ErrorState";
import { formatNumber } from "../../ui/format";
import { notifyDone } from "../../ui/notify";
import { DerivePreview } from "./DerivePreview";
import {
  type DatasetDetail,
  type DeriveOptions,
  deriveDataset,
  duplicatesQuery,
  previewQuery,
  SPLITS,
} from "./queries";

const DROPS = [
  { value: "none", label: "Keep all pictures" },
  { value: "across", label: "Leave out what a later split has too" },
  { value: "all", label: "Leave out every copy" },
] as const;

type Drop = (typeof DROPS)[number]["value"];

/** A new data set of the same pictures, with other splits or without duplicates; shows what it would hold. */
export function DeriveDialog({
  dataset,
  onClose,
}: {
  dataset: DatasetDetail;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();
  const [name, setName] = useState(`${dataset.name}_2`);
  const [split, setSplit] = useState(true);
  const [shares, setShares] = useState({ train: 70, val: 20, test: 10 });
  const [seed, setSeed] = useState(0);
  const [drop, setDrop] = useState<Drop>("none");
  const [near, setNear] = useState(false);
  const { data: duplicates } = useQuery(duplicatesQuery(dataset.name));
  const searched = duplicates?.status === "ready";

  const usable = shares.train > 0 && shares.val > 0;
  const options: DeriveOptions = {
    shares: split
      ? { train: shares.train / 100, val: shares.val / 100, test: shares.test / 100 }
      : null,
    seed,
    drop,
    near,
  };
  const preview = useQuery({
    ...previewQuery(dataset.name, options),
    enabled: usable || !split,
    placeholderData: keepPreviousData,
  });
  const making = useMutation({
    // Here and not in onSuccess, which would be that of the data set to which one has gone with the dialog open.
    mutationFn: async () => {
      const { name: made } = await deriveDataset(dataset.name, name.trim(), options);
      await client.invalidateQueries({ queryKey: ["datasets"], exact: true });
      if (stillHere()) {
        onClose();
        navigate(`/datasets/${made}`);
      } else notifyDone(`${made} is in the list of data sets`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };

  return (
    <Dialog onClose={onClose} title={`New data set from ${dataset.name}`} size="lg">
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label="Name"
            description="Its pictures are the same files, so it takes hardly any room."
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox
            label="New splits, each class spread over them as the pictures are"
            checked={split}
            onChange={(event) => setSplit(event.currentTarget.checked)}
          />
          {split && (
            <Group gap="sm" grow>
              {SPLITS.map((one) => (
                <NumberInput
                  key={one}
                  label={one}
                  suffix=" %"
                  min={one === "test" ? 0 : 1}
                  max={100}
                  allowDecimal={false}
                  value={shares[one]}
                  onChange={(value) => setShares({ ...shares, [one]: Number(value) || 0 })}
                />
              ))}
              <NumberInput
                label="Seed"
                min={0}
                max={2_147_483_647}
                allowDecimal={false}
                value={seed}
                onChange={(value) => setSeed(Number(value) || 0)}
              />
            </Group>
          )}
          <Group gap="sm" align="end">
            <Select
              label="Duplicates"
              flex={1}
              description={searched ? undefined : "Search for them first, in the tab Duplicates."}
              disabled={!searched}
              data={DROPS}
              value={drop}
              allowDeselect={false}
              onChange={(value) =>
                setDrop(DROPS.find((one) => one.value === value)?.value ?? "none")
              }
            />
            {drop !== "none" && (
              <Checkbox
                mb={6}
                label="Also what only looks the same"
                checked={near}
                onChange={(event) => setNear(event.currentTarget.checked)}
              />
            )}
          </Group>
          {preview.error && <ErrorState error={preview.error} />}
          {preview.data && <DerivePreview dataset={dataset} preview={preview.data} />}
          {making.error && <ErrorState error={making.error} />}
          <Group justify="end" gap="sm">
            {preview.data && preview.data.left_out > 0 && (
              <span>
                {formatNumber(preview.data.left_out)}{" "}
                {preview.data.left_out === 1 ? "picture is" : "pictures are"} left out.
              </span>
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              loading={making.isPending}
              disabled={!name.trim() || (split && !usable)}
            >
              Make the data set
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
