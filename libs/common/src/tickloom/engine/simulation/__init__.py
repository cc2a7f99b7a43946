"""What bars do to orders: rules as kernels over integers, and the loop that is their meaning."""
