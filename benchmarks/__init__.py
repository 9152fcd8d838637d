"""What the performance goals are measured with: ratios in one run against the peer or the limit, never seconds alone."""
