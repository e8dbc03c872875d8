/** Strokes in a square of 24, for `icon`. */
export const AGAIN = "M19 12a7 7 0 1 1-2.200-5.100M19 4v4h-4";
export const BUBBLE = "M4 5.500h16v11h-9l-4.500 3.500v-3.500H4z";
export const CIRCLE = "M12 3.500a8.500 8.500 0 1 0 0 17a8.500 8.500 0 0 0 0-17zM12 11v5.500M12 7.700v.2";
export const CROSS = "M6 6l12 12M18 6L6 18";
/** The doorway of the service's own mark. */
export const DOOR = "M5 20h14M7.500 20v-8.500a4.500 4.500 0 0 1 9 0V20";
export const DOWN = "M12 4v11M7.500 11l4.500 4.500 4.500-4.500M5 20h14";
export const PRINTER = "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z";
export const SHEETS = "M9 9h11v11H9zM15 9V4H4v11h5";
export const THUMB_DOWN = "M7 13V4H4v9zM7 13l4 7c2 0 2.500-1.500 2-3.500L12.500 14H19L17.500 4H7";
export const THUMB_UP = "M7 11v9H4v-9zM7 11l4-7c2 0 2.500 1.500 2 3.500L12.500 10H19l-1.500 10H7";
export const TRIANGLE = "M12 4.500L21 19.500H3zM12 10v4.500M12 17v.2";
