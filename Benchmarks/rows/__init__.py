"""What the speed table is made of: the machine, the receiver, Longshore's processes, and a file of rows for each broker."""
