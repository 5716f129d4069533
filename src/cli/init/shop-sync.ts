/** The sync of a new shop: all four tiers, to the sandbox until it is told otherwise. */

export const SHOP_SYNC = `# Sends every member's tier to HubSpot: properties of the contact, and one list per tier.
name: hubspot_tiers

destination:
  type: hubspot
  token: "{{ env_var('HUBSPOT_TOKEN') }}"
  # The sandbox (\`npx tierline sandbox\`). The real one: HUBSPOT_URL=https://api.hubapi.com
  base_url: "{{ env_var('HUBSPOT_URL', 'http://127.0.0.1:4010') }}"

members:
  model: aud_members
  key: customer_id
  email: email
  reason: reason_code
  create_contacts: true
  on_leave: clear        # who leaves the programme loses these properties; keep would leave them as they are

properties:
  loyalty_tier:                {column: tier_name, type: enumeration}
  loyalty_balance:             {column: balance, type: number, format: floor2}
  loyalty_discount_percent:    {column: discount_percent, type: number}
  loyalty_next_tier:           {column: next_tier_name, type: string}
  loyalty_amount_to_next_tier: {column: amount_to_next_tier, type: number, format: ceil2}
  loyalty_amount_to_keep:      {column: amount_to_keep, type: number, format: ceil2}
  loyalty_tier_since:          {column: tier_since, type: datetime}
  loyalty_tier_until:          {column: tier_until, type: datetime}

audiences:
  - model: aud_tier      # one row per member with a tier: nobody is on two of these lists
    lists:
      White: Loyalty White
      Green: Loyalty Green
      Silver: Loyalty Silver
      Golden: Loyalty Golden

# Who must not be sent, and from which targets it is sent at all:
# suppress: {model: aud_suppressed}    # a model of your own with customer_id, email or both: who is in it is not sent
# consent: {column: email_consent}     # a boolean column of the members' model that must be true
# holdout: 2%                          # a stable share of members who are kept off the lists
# apply_on: [prod]

# How long a late request may still take effect. The sandbox's bound; leave the line out for the real HubSpot (15m).
cool_down: 30s
`;
