/** One entry of the log of e-mail events, as the account keeps it. */
import { z } from "zod";

export const emailEventSchema = z.strictObject({
  id: z.string(),
  created: z.int(),
  type: z.string(),
  recipient: z.string(),
  emailCampaignId: z.int(),
  category: z.string().optional(),
  portalSubscriptionStatus: z.string().optional(),
  subscriptions: z.array(z.strictObject({ id: z.int(), status: z.string() })).optional(),
});
export type EmailEvent = z.infer<typeof emailEventSchema>;
