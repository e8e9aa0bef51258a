/* The schedule as a grid; without it the list does the same. */
