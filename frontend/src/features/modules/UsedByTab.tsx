import { Anchor } from "@mantine/core";
import { Workflow } from "lucide-react";
import { Link } from "react-router";
import { EmptyState } from "../../ui/EmptyState";
import type { Module } from "./queries";
import classes from "./UsedByTab.module.css";
import { type User, usersOf } from "./users";

/** Architectures and runs that have the module in them. */
export function UsedByTab({ name, saved }: { name: string; saved: Module | null }) {
  const { architectures, runs } = usersOf(saved);
  if (architectures.length + runs.length === 0) {
    return (
      <EmptyState icon={Workflow} title="Not used yet">
        Name {name} in a row of an
        <Anchor component={Link} to="/architectures" inherit>
          architecture
        </Anchor>
        , such as the one under Contract. Architectures and runs that have it stand here.
      </EmptyState>
    );
  }
  return (
    <>
      <Users title="Architectures" users={architectures} none="None names it." />
      <Users title="Runs" users={runs} none="None was trained with it." />
    </>
  );
}

interface UsersProps {
  title: string;
  users: readonly User[];
  none: string;
}

function Users({ title, users, none }: UsersProps) {
  return (
    <section className={classes.users} aria-label={title}>
      <h2>{title}</h2>
      {users.length === 0 ? <p>{none}</p> : <UserLinks users={users} />}
    </section>
  );
}

/** Things that use a module, each leading to its page. */
export function UserLinks({ users }: { users: readonly User[] }) {
  return (
    <ul className={classes.links}>
      {users.map(({ name, to }) => (
        <li key={to}>
          <Anchor component={Link} to={to} size="sm">
            {name}
          </Anchor>
        </li>
      ))}
    </ul>
  );
}
