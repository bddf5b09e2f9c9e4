import { Home } from "@/components/connect/home";

export default function Page() {
  return <Home />;
}
