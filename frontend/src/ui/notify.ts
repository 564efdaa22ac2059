import { notifications } from "@mantine/notifications";
import { ProblemError } from "../api/problem";

/** Says in a corner that an action worked. Only where the page itself does not show it. */
export function notifyDone(message: string): void {
  notifications.show({ message, color: "accent" });
}

/** Says in a corner that an action failed, and why. Stays until it is closed. */
export function notifyProblem(error: unknown): void {
  const problem = ProblemError.from(error);
  const places = problem.errors.map((item) => [item.loc, item.message].filter(Boolean).join(": "));
  const message = [problem.detail, ...places].filter(Boolean).join("\n");
  notifications.show({
    title: problem.title,
    message,
    color: "red",
    autoClose: false,
    styles: { description: { whiteSpace: "pre-wrap" } },
  });
}
