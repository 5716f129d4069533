import { expect, test } from "vitest";
import { changesOf, scriptOf } from "../../../src/warehouse/bigquery/script.ts";
import type { Step } from "../../../src/warehouse/warehouse.ts";

const insert: Step = { text: "insert into `a`.`b` select @p1, @p2, 'x@p1 \\'@p2', `@p1`", parameters: ["one", 2] };
const update: Step = { text: "update c set d = @p1 where true", parameters: [null], mustChange: true };

test("is one transaction, whose steps have parameters of their own", () => {
  const { text, parameters } = scriptOf([insert, update, insert]);
  expect(text).toBe(`declare is_done bool default false;
declare changed_1, changed_2, changed_3 int64;
begin transaction;
insert into \`a\`.\`b\` select @s1_p1, @s1_p2, 'x@p1 \\'@p2', \`@p1\`;
set changed_1 = @@row_count;
update c set d = @s2_p1 where true;
set changed_2 = @@row_count;
if changed_2 > 0 then
insert into \`a\`.\`b\` select @s3_p1, @s3_p2, 'x@p1 \\'@p2', \`@p1\`;
set changed_3 = @@row_count;
commit transaction;
set is_done = true;
else
rollback transaction;
end if;
select is_done, changed_1, changed_2, changed_3;`);
  expect(parameters).toEqual({
    params: { s1_p1: "one", s1_p2: "2", s2_p1: null, s3_p1: "one", s3_p2: "2" },
    types: { s1_p1: "STRING", s1_p2: "INT64", s2_p1: "STRING", s3_p1: "STRING", s3_p2: "INT64" },
  });
});

test("tells how many rows each step changed, unless it was given up", () => {
  expect(changesOf({ is_done: true, changed_1: 3, changed_2: 0 }, [insert, update])).toEqual([3, 0]);
  expect(changesOf({ is_done: false, changed_1: 3, changed_2: 0 }, [insert, update])).toBeUndefined();
  expect(changesOf(undefined, [insert])).toBeUndefined();
});
