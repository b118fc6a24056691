export const ready = "module";
