import { describeHistories } from "./journal-model.ts";

describeHistories(0);
