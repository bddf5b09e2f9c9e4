"use client";

import { Clock, Globe, Hourglass, MapPin, Moon, Sun } from "lucide-react";
import { useMemo } from "react";
import { toggleTheme, useTheme } from "@/components/theme/theme";
import { useTimeStyle } from "@/components/ui/time-text";
import type { Command } from "./command";

/** What every page has: the theme, and how times are shown. */
export function useSettingCommands(): Command[] {
  const { style, setStyle } = useTimeStyle();
  const theme = useTheme();
  return useMemo(() => {
    const group = "Look";
    const zone = "time zone";
    return [
      {
        id: "theme",
        group,
        title: theme === "dark" ? "Light theme" : "Dark theme",
        icon: theme === "dark" ? Sun : Moon,
        words: "change theme dark light mode colours",
        keys: ["t"],
        run: toggleTheme,
      },
      {
        id: "utc",
        group,
        title: "Times in UTC",
        icon: Globe,
        words: zone,
        current: style.zone === "utc",
        run: () => setStyle({ ...style, zone: "utc" }),
      },
      {
        id: "local",
        group,
        title: "Times in local time",
        icon: MapPin,
        words: `${zone} machine`,
        current: style.zone === "local",
        run: () => setStyle({ ...style, zone: "local" }),
      },
      {
        id: "absolute",
        group,
        title: "Absolute times",
        icon: Clock,
        detail: "07:52:33",
        words: "time by the clock",
        current: style.form === "absolute",
        run: () => setStyle({ ...style, form: "absolute" }),
      },
      {
        id: "relative",
        group,
        title: "Relative times",
        icon: Hourglass,
        detail: "4 min ago",
        words: "time passed",
        current: style.form === "relative",
        run: () => setStyle({ ...style, form: "relative" }),
      },
    ];
  }, [style, setStyle, theme]);
}
