/** Where the choice is kept; no entry means: as the system has it. */
export const THEME_KEY = "shardscope.theme";

/** Runs before the first paint, so that a dark screen never flashes white. Kept small: it stands inline in every page. */
export const themeScript = `(function(){var t;try{t=localStorage.getItem("${THEME_KEY}")}catch(e){}if(t!=="light"&&t!=="dark")t=matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light";document.documentElement.dataset.theme=t})()`;
