/** The panel's file and its fingerprint, written in by vite.config.ts. */
declare const __PANEL__: string;
