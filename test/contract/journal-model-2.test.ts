import { describeHistories } from "./journal-model.ts";

describeHistories(1);
