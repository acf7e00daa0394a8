print("merged")
