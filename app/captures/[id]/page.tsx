import type { Metadata } from "next";
import { Suspense } from "react";
import { Inspector } from "@/components/inspector/inspector";

export const metadata: Metadata = { title: "Inspector" };

export default async function CapturePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return (
    <Suspense>
      <Inspector captureId={id} />
    </Suspense>
  );
}
