"""In which futures does the plan fail?"""
