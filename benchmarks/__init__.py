"""What the performance goals are measured with: ratios in one run against a peer or the limit, not seconds alone."""
