update "tierline"."state" set position = position;
