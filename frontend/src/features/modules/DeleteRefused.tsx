import { Button, Group, Stack, Text } from "@mantine/core";
import { ProblemError } from "../../api/problem";
import { Dialog } from "../../ui/Dialog";
import { ErrorState } from "../../ui/ErrorState";
import { UserLinks } from "./UsedByTab";
import { usersIn } from "./users";

interface DeleteRefusedProps {
  name: string;
  error: unknown;
  /** The deletion goes on. */
  pending: boolean;
  onForce: () => void;
  onClose: () => void;
}

/** Says what uses a module that was to be deleted, and lets one delete it all the same. */
export function DeleteRefused({ name, error, pending, onForce, onClose }: DeleteRefusedProps) {
  const problem = ProblemError.from(error);
  const users = usersIn(problem);
  return (
    <Dialog onClose={onClose} title={`${name} is not deleted`}>
      <Stack gap="md">
        {users.length > 0 ? (
          <>
            <Text>It is used by</Text>
            <UserLinks users={users} />
            <Text c="dimmed">
              Architectures cannot be built without it. Runs and checkpoints keep the source that
              they were trained with.
            </Text>
          </>
        ) : (
          <ErrorState error={error} />
        )}
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          {users.length > 0 && (
            <Button color="red" loading={pending} onClick={onForce}>
              Delete anyway
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
