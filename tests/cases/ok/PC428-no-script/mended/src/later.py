print("Today.")
