import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ErrorState } from "./ErrorState";

/** Deletes, after asking, what cannot be put back; a refusal is told in the dialog. */
export function DeleteButton({
  title,
  children,
  onDelete,
}: {
  /** The question. */
  title: string;
  /** What goes, and what stays. */
  children: ReactNode;
  onDelete: () => Promise<void>;
}) {
  const [asking, setAsking] = useState(false);
  const deleting = useMutation({ mutationFn: onDelete });
  const close = () => {
    setAsking(false);
    deleting.reset(); // a refusal that comes now is told in the corner
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<Trash2 size={14} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        Delete
      </Button>
      <Modal opened={asking} onClose={close} title={title}>
        <Stack gap="md">
          <Text>{children}</Text>
          {deleting.error && <ErrorState error={deleting.error} />}
          <Group justify="end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button color="red" onClick={() => deleting.mutate()} loading={deleting.isPending}>
              Delete
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
