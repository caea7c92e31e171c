"""What browsers and crawlers saved: WARC, WACZ, MHTML."""
