import { Home } from "@/components/connect/home";

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** `/?arn=…&connection=…` opens with the address filled in: the inspector links there when a table has a newer stream. */
export default async function Page({ searchParams }: PageProps) {
  const { arn, connection } = await searchParams;
  return (
    <Home address={typeof arn === "string" ? arn : ""} connection={typeof connection === "string" ? connection : ""} />
  );
}
