/** Mailchimp's adapter over its stand-in, under the contract of every destination. */
import { describeDestination } from "./destination.contract.ts";
import { mailchimpHarness } from "./mailchimp-world.ts";

describeDestination(mailchimpHarness("Mailchimp", {}));
describeDestination(
  mailchimpHarness("Mailchimp, read otherwise", {
    archived: "revived",
    compliance: "silent",
    existingMembers: "echoed",
    strangers: "named",
  }),
);
