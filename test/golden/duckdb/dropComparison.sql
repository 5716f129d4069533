drop table judged;
